using Billing.Engine.Simulation;

int failed = 0, passed = 0;
ShippedPolicy policy = ShippedPolicy.In(args[0]);
foreach (string file in args[1..].SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order() : (IEnumerable<string>)[path]))
{
    Verdict verdict = await Verification.OfAsync(file, policy, CancellationToken.None);
    if (verdict.Passed) passed++;
    else failed++;
    Console.WriteLine($"{(verdict.Passed ? "ok    " : "FAILED")} {Path.GetFileName(file)}: {verdict.Name}");
    foreach (string problem in verdict.Problems) Console.WriteLine($"         {problem}");
}
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
