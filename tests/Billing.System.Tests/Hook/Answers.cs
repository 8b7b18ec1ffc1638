using System.Text;

namespace Billing.System.Tests.Hook;

/// <summary>The ways to answer a hook, one good and many bad.</summary>
internal static class Answers
{
    /// <summary>Billing's own: it has them all.</summary>
    public static Answer Takes { get; } = async (heard, stream, cancel) =>
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Taken(heard)), cancel);
        return true;
    };

    /// <summary>Has them, and never says so.</summary>
    public static Answer Hangs { get; } = async (_, _, cancel) =>
    {
        await Task.Delay(Timeout.Infinite, cancel);
        return false;
    };

    /// <summary>Has them, and hangs up before it says so.</summary>
    public static Answer HangsUp { get; } = (_, _, _) => Task.FromResult(false);

    /// <summary>A good answer, a byte a second.</summary>
    public static Answer Trickles { get; } = async (heard, stream, cancel) =>
    {
        foreach (byte one in Encoding.ASCII.GetBytes(Taken(heard)))
        {
            await stream.WriteAsync(new[] { one }, cancel);
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }
        return true;
    };

    /// <summary>An answer that never ends.</summary>
    public static Answer Babbles { get; } = async (_, stream, cancel) =>
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray(), cancel);
        byte[] babble = new byte[1 << 16];
        while (true) await stream.WriteAsync(babble, cancel);
    };

    /// <summary>Headers that never end.</summary>
    public static Answer BabblesInHeaders { get; } = async (_, stream, cancel) =>
    {
        await stream.WriteAsync("HTTP/1.1 204 No Content\r\n"u8.ToArray(), cancel);
        byte[] babble = Encoding.ASCII.GetBytes($"X-More: {new string('a', 4000)}\r\n");
        while (true) await stream.WriteAsync(babble, cancel);
    };

    /// <summary>Takes them after a while.</summary>
    public static Answer TakesAfter(TimeSpan while_) => async (heard, stream, cancel) =>
    {
        await Task.Delay(while_, cancel);
        return await Takes(heard, stream, cancel);
    };

    public static Answer Says(string answer) => async (_, stream, cancel) =>
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancel);
        return false;
    };

    private static string Taken(Heard heard) => $"HTTP/1.1 204 No Content\r\nX-Billing-Taken: {heard.Events.Count}\r\n\r\n";
}
