using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>What is in use and has an adapter, a page at a time in the order of the primary key.</summary>
internal sealed class InUse(PanelTables tables, Catalogue catalogue, WhmcsDatabaseOptions options)
{
    private const int PageSize = 4000;

    private int last;

    /// <summary>The kinds that are worth asking for.</summary>
    public IEnumerable<TargetKind> Kinds
    {
        get
        {
            yield return TargetKind.Service;
            yield return TargetKind.Addon;
            if (options.Adapters.Domains is not null) yield return TargetKind.Domain;
            if (options.Adapters.Projects is not null && tables.Projects) yield return TargetKind.Project;
        }
    }

    /// <summary>The next page of that kind; <paramref name="done"/> is told when it was the last, and the next kind begins.</summary>
    public async Task<IReadOnlyList<ServiceInUse>> NextAsync(PanelSession session, TargetKind kind, Action done, CancellationToken cancel)
    {
        List<ServiceInUse> page = [];
        int rows = 0;
        await session.EachAsync(Page(kind, last), row =>
        {
            rows++;
            last = row.Int(HandleRows.Id);
            if (Read(kind, row) is { } service) page.Add(service);
        }, cancel);
        if (rows < PageSize)
        {
            last = 0;
            done();
        }
        return page;
    }

    // By the primary key: with the index on the status the database would sort all of it for each page.
    private static string Page(TargetKind kind, int after) => HandleRows.Sql(kind, string.Create(CultureInfo.InvariantCulture,
        $"t.id > {after} AND {Where(kind)} ORDER BY t.id LIMIT {PageSize}"), hint: " FORCE INDEX (PRIMARY)");

    private static string Where(TargetKind kind) => kind switch
    {
        TargetKind.Service => "t.domainstatus IN ('Active', 'Suspended')",
        TargetKind.Addon => "t.status IN ('Active', 'Suspended')",
        TargetKind.Domain => "t.status IN ('Active', 'Grace')",
        _ => "t.userid <> 0",
    };

    private ServiceInUse? Read(TargetKind kind, PanelRow row)
    {
        Target target = new(kind, row.Int(HandleRows.Id));
        ServiceStatus? status = kind switch
        {
            TargetKind.Domain => Statuses.Domain(row.Word(8)),
            TargetKind.Project => options.Projects.Read(row.Word(8).ToString(), row.Yes(9)),
            _ => Statuses.Service(row.Word(8)),
        };
        int product = row.Int(HandleRows.Product);
        string module = kind switch { TargetKind.Service => catalogue.Product(product).ServerType, TargetKind.Addon => catalogue.AddonModule(product), _ => "" };
        return status is ServiceStatus.Active or ServiceStatus.Suspended && options.Adapters.For(kind, product, module) is { } adapter
            ? new ServiceInUse(target, adapter, status.Value, HandleRows.Read(target, row)) : null;
    }
}
