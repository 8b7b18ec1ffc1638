namespace Billing.Whmcs.Reading;

/// <summary>
/// A list of small values that grows without copying, and leaves no garbage behind when it does. A chunk is large enough for the large object heap, where
/// the collector does not move it either.
/// </summary>
internal sealed class Chunked<T> where T : struct
{
    private const int Bits = 14, Size = 1 << Bits;
    private readonly List<T[]> chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref chunks[index >> Bits][index & (Size - 1)];

    /// <summary>Appends, and says where it is.</summary>
    public int Add(in T value)
    {
        if (Count >> Bits == chunks.Count) chunks.Add(new T[Size]);
        this[Count] = value;
        return Count++;
    }
}
