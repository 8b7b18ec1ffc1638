namespace Billing.Engine.Channels.Reports;

/// <summary>
/// A maildir: one file a mail. What lies in <c>new</c> is unread, and so is what another program moved to <c>cur</c> without marking it as seen. What was read
/// lies in <c>cur</c>, marked S; what was put aside is marked F as well.
/// </summary>
/// <param name="folder">The folder with <c>new</c> and <c>cur</c> in it.</param>
public sealed class Maildir(string folder) : IReportSource
{
    private const string Marks = ":2,";
    private readonly string fresh = Path.Combine(folder, "new"), known = Path.Combine(folder, "cur");

    /// <inheritdoc/>
    public async Task ReadAsync(Func<IncomingMail, Task<bool>> take, CancellationToken cancel)
    {
        foreach (string file in Explained(Unread))
        {
            cancel.ThrowIfCancellationRequested();
            if (!File.Exists(file)) continue;
            string name = Path.GetFileName(file).Split(Marks)[0];
            bool understood = await take(new IncomingMail(name, await ContentAsync(file, cancel)));
            Explained(() => Mark(file, name, understood));
        }
    }

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancel)
    {
        try
        {
            Unread();
            string trial = Path.Combine(known, $".billing-check-{Environment.ProcessId}");
            File.Create(trial).Dispose();
            File.Delete(trial);
            return Task.FromResult<string?>(null);
        }
        catch (Exception wrong) when (IsTheDisks(wrong)) { return Task.FromResult<string?>(Said(wrong)); }
    }

    private string[] Unread() =>
        [.. Directory.GetFiles(fresh).Concat(Directory.GetFiles(known).Where(file => !Seen(file))).Where(file => Path.GetFileName(file)[0] != '.').OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    private static bool Seen(string file) => file.LastIndexOf(Marks, StringComparison.Ordinal) is var at and >= 0 && file.AsSpan(at).Contains('S');

    private static async Task<byte[]?> ContentAsync(string file, CancellationToken cancel)
    {
        try
        {
            return new FileInfo(file).Length > IncomingMail.Largest ? null : await File.ReadAllBytesAsync(file, cancel);
        }
        catch (Exception wrong) when (IsTheDisks(wrong)) { return null; }
    }

    private bool Mark(string file, string name, bool understood)
    {
        File.Move(file, Path.Combine(known, $"{name}{Marks}{(understood ? "S" : "FS")}"), overwrite: true);
        return true;
    }

    private T Explained<T>(Func<T> work)
    {
        try { return work(); }
        catch (Exception wrong) when (IsTheDisks(wrong)) { throw new ReportSourceException(Said(wrong), wrong); }
    }

    private string Said(Exception wrong) => wrong switch
    {
        DirectoryNotFoundException => $"{folder} is no maildir: there is no \"new\" or no \"cur\" in it",
        _ => $"the maildir {folder} cannot be read and changed by this service's user: {PlainText.Line(wrong.Message, 200)}",
    };

    private static bool IsTheDisks(Exception wrong) => wrong is IOException or UnauthorizedAccessException;
}
