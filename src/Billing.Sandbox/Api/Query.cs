using Billing.Sandbox.Database;
using Dapper;

namespace Billing.Sandbox.Api;

/// <summary>A list read with the filters that were given, and paged as the panel pages (25 unless asked).</summary>
internal sealed class Query(PanelDatabase database, string from, Arguments arguments)
{
    readonly DynamicParameters parameters = new();
    readonly List<string> conditions = [];

    public int Start => Math.Max(arguments.Int("limitstart"), 0);
    int Number => arguments.Given("limitnum") ?? 25;

    public Query Where(string column, object? value)
    {
        if (value is null or "") return this;
        string name = $"p{conditions.Count}";
        conditions.Add($"{column} = @{name}");
        parameters.Add(name, value);
        return this;
    }

    public Query When(bool applies, string condition, object? value = null)
    {
        if (!applies) return this;
        string name = $"p{conditions.Count}";
        conditions.Add(condition.Replace("@value", "@" + name, StringComparison.Ordinal));
        parameters.Add(name, value);
        return this;
    }

    public IReadOnlyList<Row> All(string select = "*", string order = "id") => database.Rows($"SELECT {select} FROM {from}{Condition} ORDER BY {order}", parameters);

    public (IReadOnlyList<Row> Rows, long Total) Page(string select = "*", string order = "id")
    {
        long total = database.Number($"SELECT COUNT(*) FROM {from}{Condition}", parameters);
        parameters.Add("number", Number);
        parameters.Add("start", Start);
        return (database.Rows($"SELECT {select} FROM {from}{Condition} ORDER BY {order} LIMIT @number OFFSET @start", parameters), total);
    }

    string Condition => conditions.Count is 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
}
