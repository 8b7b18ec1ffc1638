using System.Numerics;

namespace Billing.Engine.Forecasting;

/// <summary>
/// A number for each day ahead, and each day on which the brake may first hold (the number of days itself stands for never). Whole rectangles are added at four
/// corners, so that it costs the same however long something lasts.
/// </summary>
internal sealed class Grid<T>(int days) where T : struct, INumber<T>
{
    private readonly int width = days + 1;
    private readonly T[] corners = new T[(days + 2) * (days + 1)];

    /// <summary>Adds to these days, for these days of the brake; both ends included.</summary>
    public void Add((int From, int To) brake, int from, int to, T much)
    {
        if (to < from || brake.To < brake.From || T.IsZero(much)) return;
        corners[brake.From * width + from] += much;
        corners[brake.From * width + to + 1] -= much;
        corners[(brake.To + 1) * width + from] -= much;
        corners[(brake.To + 1) * width + to + 1] += much;
    }

    public void Add(Grid<T> other)
    {
        for (int at = 0; at < corners.Length; at++) corners[at] += other.corners[at];
    }

    /// <summary>The numbers of all days, if the brake first holds on that one.</summary>
    public T[] Of(int brake)
    {
        T[] row = new T[days];
        for (int line = 0; line <= brake; line++)
        {
            T sum = T.Zero;
            for (int day = 0; day < days; day++) row[day] += sum += corners[line * width + day];
        }
        return row;
    }
}
