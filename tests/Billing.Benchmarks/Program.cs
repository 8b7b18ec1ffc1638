using Billing.Benchmarks;

switch (args)
{
    case ["plan-reading", .. string[] options]: return await PlanReading.RunAsync(options);
    case ["forecast", .. string[] options]: return await ForecastReading.RunAsync(options);
    case ["tracking", .. string[] options]: return await TrackingLoad.RunAsync(options);
    case ["notices", .. string[] options]: return await NoticeSending.RunAsync(options);
    case ["payments", .. string[] options]: return await PaymentToOnline.RunAsync(options);
    default:
        Console.Error.WriteLine("usage: plan-reading --database CONNECTION-STRING [--today YYYY-MM-DD] [--pairs N] [--only raw|read|plan]");
        Console.Error.WriteLine("       forecast --database CONNECTION-STRING [--today YYYY-MM-DD] [--days N] [--pairs N] [--only read|forecast|compare] [--config DIR]");
        Console.Error.WriteLine("       tracking [--hits N] [--connections N]");
        Console.Error.WriteLine("       notices [--count N] [--smtp HOST:PORT] [--parallel N] [--connections N] [--pairs N] [--config DIR]");
        Console.Error.WriteLine("       payments --database CONNECTION-STRING [--payments N] [--per-second N] [--config DIR]");
        return 2;
}
