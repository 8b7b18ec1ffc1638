using System.Globalization;
using System.Net;
using Billing.Core.Policy;

namespace Billing.Engine.Tracking;

/// <summary>Networks from which only machines come, as the admin lists them: one range a line (<c>203.0.113.0/24</c>), <c>#</c> begins a remark. None is shipped: such lists age.</summary>
public sealed class MachineNetworks
{
    private readonly IPNetwork[] ranges;

    private MachineNetworks(IPNetwork[] ranges) => this.ranges = ranges;

    /// <summary>No network.</summary>
    public static MachineNetworks None { get; } = new([]);

    /// <summary>Reads the file; what cannot be a range is a problem each.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static MachineNetworks Read(string? file, ICollection<Problem> problems)
    {
        if (file is null) return None;
        try
        {
            return Of(File.ReadAllLines(file), (line, text) => problems.Add(new Problem(file, string.Create(CultureInfo.InvariantCulture, $"line {line}"), $"\"{text}\" is no range of addresses", "Write one such as 203.0.113.0/24")));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(file, "$", File.Exists(file) ? "this file cannot be read" : "there is no such file", "Write one range of addresses a line, or take the key out"));
            return None;
        }
    }

    /// <summary>Whether that address is in one of them.</summary>
    public bool Contain(string address)
    {
        if (ranges.Length == 0 || !IPAddress.TryParse(address, out IPAddress? from)) return false;
        foreach (IPNetwork range in ranges)
            if (range.Contains(from)) return true;
        return false;
    }

    internal static MachineNetworks Of(IEnumerable<string> lines, Action<int, string> wrong)
    {
        List<IPNetwork> ranges = [];
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string text = line.Split('#')[0].Trim();
            if (text.Length == 0) continue;
            if (NetworkText.TryRead(text, out IPNetwork range)) ranges.Add(range);
            else wrong(number, text);
        }
        return new MachineNetworks([.. ranges]);
    }
}

/// <summary>Reads an address, or a range of them.</summary>
internal static class NetworkText
{
    public static bool TryRead(string text, out IPNetwork range)
    {
        if (IPNetwork.TryParse(text, out range)) return true;
        if (text.Contains('/', StringComparison.Ordinal) || !IPAddress.TryParse(text, out IPAddress? one)) return false;
        range = new IPNetwork(one, one.GetAddressBytes().Length * 8);
        return true;
    }
}
