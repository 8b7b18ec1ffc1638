using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Billing.System.Tests.Channels;

/// <summary>
/// A mail server that only listens. What it answers is written in the recipient's address: <c>nouser@</c> 550, <c>busy@</c> 451, <c>spam@</c> 554 after the
/// content, <c>full@</c> 452 after the content, <c>cut@</c> hangs up after the content, <c>mute@</c> never answers it, <c>early@</c> hangs up at RCPT, <c>late@</c> hangs up at DATA,
/// <c>grey@</c> 451 three times, <c>relay@</c> 554 5.7.1 and <c>unknown@</c> 550 without further code, <c>leave@</c> 421 at RCPT, <c>closing@</c> 421 after the content, <c>big@</c> 552 after the content. Of several
/// recipients the first one's counts after RCPT.
/// </summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentBag<TcpClient> clients = [];
    private int connections, greyed;

    public SmtpSink(IPEndPoint? at = null)
    {
        listener = new TcpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The messages whose content came in whole, whatever was answered.</summary>
    public ConcurrentQueue<MimeMessage> Messages { get; } = [];

    /// <summary>Lines of the conversation, without the contents.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public int Connections => connections;

    /// <summary>The contents as they came, line ends and all, without the dots that were doubled on the way.</summary>
    public ConcurrentQueue<string> Contents { get; } = [];

    /// <summary>What it offers after EHLO.</summary>
    public string[] Offers { get; set; } = ["8BITMIME", "SMTPUTF8", "AUTH PLAIN"];

    /// <summary>Nobody is greeted before that.</summary>
    public Task Greets { get; set; } = Task.CompletedTask;

    /// <summary>Called when a content came in whole, before it is answered.</summary>
    public Action Came { get; set; } = () => { };

    /// <summary>Answers to MAIL FROM.</summary>
    public string ToSender { get; set; } = "250 2.1.0 Ok";

    /// <summary>Hangs up on everybody; new ones are still welcome.</summary>
    public void HangUp()
    {
        while (clients.TryTake(out TcpClient? client)) client.Dispose();
    }

    public void Dispose()
    {
        if (!closing.IsCancellationRequested) closing.Cancel();
        listener.Dispose();
        HangUp();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConverseAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException) { Lines.Enqueue("closed"); }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        Interlocked.Increment(ref connections);
        clients.Add(client);
        try
        {
            using (client)
            {
                using StreamReader reader = new(client.GetStream(), Encoding.UTF8);
                await using StreamWriter writer = new(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                await Greets.WaitAsync(closing.Token);
                await writer.WriteLineAsync("220 sink.test ESMTP");
                string to = "";
                while (await reader.ReadLineAsync(closing.Token) is { } line)
                {
                    Lines.Enqueue(line);
                    if (line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)) to = "";
                    bool recipient = line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase);
                    if (recipient && to.Length == 0) to = line["RCPT TO:<".Length..];
                    if (Answer(line, recipient ? line["RCPT TO:<".Length..] : to) is not { } answer) return;
                    await writer.WriteLineAsync(answer);
                    if (answer.StartsWith("421", StringComparison.Ordinal)) return;
                    if (answer[0] == '3' && !await ContentAsync(reader, writer, to)) return;
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException or OperationCanceledException) { Lines.Enqueue("lost"); }
    }

    /// <summary>Null hangs up.</summary>
    private string? Answer(string line, string to) => line.Split(' ', ':')[0].ToUpperInvariant() switch
    {
        "EHLO" => string.Join("\r\n", (string[])["250-sink.test", .. Offers[..^1].Select(each => $"250-{each}"), $"250 {Offers[^1]}"]),
        "AUTH" => Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[^1])).EndsWith("\0open sesame", StringComparison.Ordinal) ? "235 2.7.0 welcome" : "535 5.7.8 wrong user or password",
        "MAIL" => ToSender,
        "RCPT" when to.StartsWith("nouser", StringComparison.Ordinal) => "550 5.1.1 no such user here",
        "RCPT" when to.StartsWith("busy", StringComparison.Ordinal) => "451 4.7.1 try again later",
        "RCPT" when to.StartsWith("grey", StringComparison.Ordinal) && Interlocked.Increment(ref greyed) <= 3 => "451 4.7.1 greylisted",
        "RCPT" when to.StartsWith("relay", StringComparison.Ordinal) => "554 5.7.1 relay access denied",
        "RCPT" when to.StartsWith("unknown", StringComparison.Ordinal) => "550 no",
        "RCPT" when to.StartsWith("leave", StringComparison.Ordinal) => "421 4.3.2 shutting down",
        "RCPT" when to.StartsWith("early", StringComparison.Ordinal) => null,
        "DATA" when to.StartsWith("late", StringComparison.Ordinal) => null,
        "DATA" => "354 go on",
        "QUIT" => null,
        _ => "250 2.0.0 Ok",
    };

    private async Task<bool> ContentAsync(StreamReader reader, StreamWriter writer, string to)
    {
        StringBuilder content = new();
        while (await reader.ReadLineAsync(closing.Token) is { } line && line != ".")
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content.ToString()));
        Contents.Enqueue(content.ToString());
        Messages.Enqueue(await MimeMessage.LoadAsync(stream, closing.Token));
        Came();
        if (to.StartsWith("cut", StringComparison.Ordinal)) return false;
        if (to.StartsWith("mute", StringComparison.Ordinal)) await Task.Delay(Timeout.Infinite, closing.Token);
        await writer.WriteLineAsync(
            to.StartsWith("spam", StringComparison.Ordinal) ? "554 5.7.1 looks like spam"
            : to.StartsWith("closing", StringComparison.Ordinal) ? "421 4.3.2 shutting down"
            : to.StartsWith("big", StringComparison.Ordinal) ? "552 5.3.4 message too large"
            : to.StartsWith("full", StringComparison.Ordinal) ? "452 4.3.1 disk full"
            : "250 2.0.0 Ok: queued as B8F8BB66011");
        return true;
    }
}
