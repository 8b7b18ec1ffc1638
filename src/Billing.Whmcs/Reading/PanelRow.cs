using System.Globalization;
using System.Text;
using Billing.Whmcs.Mapping;
using MySqlConnector;

namespace Billing.Whmcs.Reading;

/// <summary>
/// The current row of a stream, field by field, without an object for it. Columns that hold one word of a short list are selected as
/// <c>CAST(… AS BINARY)</c>: only then does the driver hand out their bytes without making a string of each.
/// </summary>
internal sealed class PanelRow(MySqlDataReader reader)
{
    private readonly byte[] bytes = new byte[64];
    private readonly char[] word = new char[64];

    public bool IsNull(int field) => reader.IsDBNull(field);

    public int Int(int field) => reader.IsDBNull(field) ? 0 : reader.GetInt32(field);

    /// <summary>A number of any size; of a column that is unsigned in some versions.</summary>
    public long Long(int field) => reader.IsDBNull(field) ? 0 : Convert.ToInt64(reader.GetValue(field), CultureInfo.InvariantCulture);

    public decimal? Money(int field) => reader.IsDBNull(field) ? null : reader.GetDecimal(field);

    /// <summary>A partial zero date (<c>2026-05-00</c>), which a database without strict mode takes, is no date.</summary>
    public DateOnly? Day(int field)
    {
        try
        {
            return reader.IsDBNull(field) ? null : PanelDates.Day(reader.GetDateTime(field));
        }
        catch (Exception partial) when (partial is FormatException or InvalidCastException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public string Text(int field) => reader.IsDBNull(field) ? "" : reader.GetString(field);

    /// <summary>A flag in any of the panel's dialects: a number in newer schemas, a text in older ones.</summary>
    public bool Yes(int field) =>
        !reader.IsDBNull(field) && (reader.GetFieldType(field) == typeof(string) ? PanelText.Yes(reader.GetString(field)) : reader.GetInt32(field) != 0);

    /// <summary>A short word, selected as binary; good until the next call.</summary>
    public ReadOnlySpan<char> Word(int field)
    {
        if (reader.IsDBNull(field)) return default;
        int length = (int)reader.GetBytes(field, 0, bytes, 0, bytes.Length);
        return word.AsSpan(0, Encoding.UTF8.GetChars(bytes.AsSpan(0, length), word));
    }
}
