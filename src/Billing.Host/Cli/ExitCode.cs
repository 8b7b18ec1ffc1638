namespace Billing.Host.Cli;

/// <summary>What <c>billing</c> ends with. The one place; the README and <c>--help</c> say the same.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Done = 0;
    /// <summary>Something failed, or was left open; the doctor has warnings.</summary>
    public const int Failed = 1;
    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;
    /// <summary>Configuration, policy or scenario cannot be right.</summary>
    public const int Configuration = 3;
    /// <summary>Panel, database, ledger or mail server cannot be reached, or refuse us.</summary>
    public const int Unreachable = 4;
    /// <summary>A brake held actions, everything else was done; or one is in force; or the doctor found something critical. A person has to look.</summary>
    public const int Held = 5;

    public const string Help =
        """
        Exit codes:
          0  all was done
          1  something failed or was left open (a scenario, a client, an action). doctor: there are warnings
          2  the command line cannot be understood
          3  configuration, policy or scenario cannot be right
          4  panel, database, ledger or mail server cannot be reached, or refuse us
          5  run: a brake held actions back, and a person has to look; everything else was done. brake: one is in force.
             doctor: something critical was found
        """;
}
