using Billing.Benchmarks;

if (args is not ["plan-reading", .. string[] options])
{
    Console.Error.WriteLine("usage: plan-reading --database CONNECTION-STRING [--today YYYY-MM-DD] [--pairs N] [--only raw|read]");
    return 2;
}
return await PlanReading.RunAsync(options);
