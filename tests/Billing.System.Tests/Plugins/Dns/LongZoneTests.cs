using System.Buffers.Binary;
using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Rfc2136;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A zone on BIND that is many messages of a transfer, and what happens to these on the way.</summary>
[Collection("BIND")]
public sealed class LongZoneTests : IAsyncLifetime
{
    private OnBind World { get; set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => World = await OnBind.CreateAsync(hosts: 5000);

    public async ValueTask DisposeAsync()
    {
        if (World is not null) await World.DisposeAsync();
    }

    [Fact]
    public async Task it_is_parked_and_lifted_exactly_and_edits_meanwhile_are_kept()
    {
        Zone before = await World.ZoneAsync();
        Assert.True(before.Sets.Count > 10000);
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel));
        Assert.True(World.Front.Messages > 3);
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("www", RecordType.A));
        RecordSet[] edits = [World.Set("host4999", "A", 60, "198.51.100.7"), World.Set("new", "TXT", 60, "\"new\""), World.Set("host7", "TXT", 0)];
        await World.EditAsync(edits);
        Assert.DoesNotContain("Conflict", Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, null, Cancel)).Details);
        ZoneStories.Same(before.With([.. edits.Select(edit => new Change(before.Find(edit.Key), edit.Records.Count > 0 ? edit : null))]), await World.ZoneAsync());
    }

    [Fact]
    public async Task a_message_altered_on_the_way_is_not_believed() =>
        await NotBelievedAsync((n, message) => n == 2 ? [.. message[..^200], (byte)(message[^200] ^ 1), .. message[^199..]] : message, FailureKind.BadResponse);

    [Fact]
    public async Task without_its_last_signature_it_is_not_believed() =>
        await NotBelievedAsync((_, message) => TransferIsAt(message) ? TsigRecord.Of(message)!.Without(message) : message, FailureKind.BadResponse, "last message");

    [Fact]
    public async Task without_its_first_signature_it_is_not_believed() =>
        await NotBelievedAsync((n, message) => n == 0 ? TsigRecord.Of(message)!.Without(message) : message, FailureKind.BadResponse);

    [Fact]
    public async Task a_message_left_out_is_missed() =>
        await NotBelievedAsync((n, message) => n == 1 ? Bare(message) : message, FailureKind.BadResponse);

    [Fact]
    public async Task cut_off_in_the_middle_it_is_no_zone() => await NotBelievedAsync((n, message) => n == 2 ? null : message, FailureKind.Unreachable, "before the end");

    private async Task NotBelievedAsync(Func<int, byte[], byte[]?> onTheWay, FailureKind kind, string words = "")
    {
        World.Front.OnTransfer = onTheWay;
        AdapterOutcome.Failed failed = Assert.IsType<AdapterOutcome.Failed>(await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel));
        Assert.Equal(kind, failed.Kind);
        Assert.Contains(words, failed.Message);
        Assert.Equal(Presence.Unknown, (await World.Adapter.ObserveAsync(World.Service, Cancel)).Presence);
        Assert.Equal(0, await World.ChangesAsync());
    }

    // The last one ends with the SOA.
    private static bool TransferIsAt(byte[] message) => DnsMessage.Parse(TsigRecord.Of(message)!.Without(message)).AnswerRecords is [.., SoaRecord];

    // A header that says no error and has nothing behind it.
    private static byte[] Bare(byte[] message)
    {
        byte[] header = message[..12];
        foreach (int count in (int[])[4, 6, 8, 10]) BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(count), 0);
        return header;
    }
}
