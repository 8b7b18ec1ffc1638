using Billing.Core.Facts;

namespace Billing.Engine.Ledger;

/// <summary>
/// The backups that we made and did not remove, and what their servers said of them since. A backup is entered with the outcome of the act that made it, and leaves with
/// the outcome of the one that removed it; a later one at the same place takes its entry. Until when it is kept follows from the day it was made and the policy.
/// </summary>
public interface IBackupBook
{
    /// <summary>Those that are kept, the oldest first; of one client, or of all.</summary>
    Task<IReadOnlyList<KeptBackup>> KeptAsync(int? client, CancellationToken cancel);

    /// <summary>Clients of whom something is kept that was made between these days, both included.</summary>
    Task<IReadOnlySet<int>> ClientsAsync(DateOnly since, DateOnly until, CancellationToken cancel);

    /// <summary>Notes what a look at a backup found, in place of what an earlier one did. A size that is not told now stays as it was.</summary>
    Task CheckedAsync(long number, BackupCheck check, long? size, CancellationToken cancel);
}

/// <summary>A backup that is kept.</summary>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Client">Whose.</param>
/// <param name="Target">Of what.</param>
/// <param name="Place">Where it lies, as its adapter named it.</param>
/// <param name="Made">The local day on which it was made.</param>
/// <param name="Size">In bytes; null while nobody told.</param>
/// <param name="Check">The last look; null before the first.</param>
public sealed record KeptBackup(long Number, int Client, Target Target, string Place, DateOnly Made, long? Size, BackupCheck? Check);

/// <summary>What a look at a backup found.</summary>
/// <param name="On">The local day.</param>
/// <param name="Found">What.</param>
/// <param name="Words">In words; empty for nothing beyond that.</param>
public sealed record BackupCheck(DateOnly On, BackupFound Found, string Words);

/// <summary>Whether a backup is where it should be. The words are kept in ledgers: renaming one is a migration.</summary>
public enum BackupFound
{
    /// <summary>It is there.</summary>
    There,
    /// <summary>It is not.</summary>
    Gone,
    /// <summary>That could not be found out.</summary>
    Unknown,
}
