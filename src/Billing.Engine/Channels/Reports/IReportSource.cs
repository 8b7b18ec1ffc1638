namespace Billing.Engine.Channels.Reports;

/// <summary>The mailbox to which notices come back. A maildir and a folder over IMAP implement it and pass one contract suite.</summary>
public interface IReportSource
{
    /// <summary>
    /// Gives every mail that nobody has read, one after the other, the oldest first. Only when <paramref name="take"/> has returned does a mail count as read; one
    /// at which it throws is given again the next time. A mail for which it returns false is put aside: read, and flagged for a person.
    /// </summary>
    /// <exception cref="ReportSourceException">The mailbox cannot be read.</exception>
    Task ReadAsync(Func<IncomingMail, Task<bool>> take, CancellationToken cancel);

    /// <summary>Whether it can be read now; null, or one line that says why not. Changes nothing.</summary>
    Task<string?> CheckAsync(CancellationToken cancel);
}

/// <summary>A mail as it lies in the mailbox.</summary>
/// <param name="Name">What it is called there: a file's name, a number.</param>
/// <param name="Content">Its bytes; null for one that is too large to be a report, or cannot be read.</param>
public sealed record IncomingMail(string Name, byte[]? Content)
{
    /// <summary>No report is larger, even with the notice in it. What is larger is not even loaded.</summary>
    public const int Largest = 4 * 1024 * 1024;
}

/// <summary>The mailbox cannot be read. One line that an administrator can act upon.</summary>
public sealed class ReportSourceException(string message, Exception? inner = null) : Exception(message, inner);
