using Billing.Host.Cli;

return await Commands.RunAsync(args, Console.Out, Console.Error);
