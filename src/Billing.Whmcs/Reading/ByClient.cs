namespace Billing.Whmcs.Reading;

/// <summary>What is known of a client before it is read itself.</summary>
internal struct ClientMark
{
    /// <summary>Index of its last service row, plus one; 0 for none.</summary>
    public int Services;

    /// <summary>Index of its last invoice row, plus one; 0 for none.</summary>
    public int Invoices;

    /// <summary>Something could follow for it.</summary>
    public bool Wanted;

    /// <summary>It exists.</summary>
    public bool Seen;
}

/// <summary>A mark for each client, found by its number; numbers may have gaps, and those cost next to nothing.</summary>
internal sealed class ByClient
{
    private const int Bits = 13, Size = 1 << Bits;
    private ClientMark[]?[] pages = new ClientMark[16][];

    /// <summary>The mark of that client. Numbers below 1 belong to nobody and share one.</summary>
    public ref ClientMark this[int client]
    {
        get
        {
            int id = Math.Max(client, 0), page = id >> Bits;
            if (page >= pages.Length) Array.Resize(ref pages, Math.Max(page + 1, pages.Length * 2));
            return ref (pages[page] ??= new ClientMark[Size])[id & (Size - 1)];
        }
    }

    /// <summary>Everybody who has a row, in order.</summary>
    public IEnumerable<int> Known()
    {
        for (int page = 0; page < pages.Length; page++)
            if (pages[page] is { } marks)
                for (int at = 0; at < Size; at++)
                    if (marks[at].Services != 0 || marks[at].Invoices != 0) yield return (page << Bits) + at;
    }
}
