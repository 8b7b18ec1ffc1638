using Billing.Engine.Panel;
using MySqlConnector;

namespace Billing.Whmcs.Reading;

/// <summary>What the database's errors mean for an admin: one line with the place and the cure. A connection string is never quoted.</summary>
internal static class PanelFaults
{
    public static PanelException From(MySqlException error, string place) => error.ErrorCode switch
    {
        MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.HostNotPrivileged => new(PanelFailure.AccessDenied,
            $"The panel's database at {place} does not accept our user or address; check user, password and the host it is granted for.", error),
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied => new(PanelFailure.MissingRight,
            $"The panel's database at {place} does not let our user read something that we need ({error.Message}); `billing check` lists what to grant.", error),
        MySqlErrorCode.NoSuchTable or MySqlErrorCode.BadFieldError => new(PanelFailure.BadAnswer,
            $"The panel's database at {place} lacks something that every WHMCS has ({error.Message}); is this the right database?", error),
        MySqlErrorCode.UnknownDatabase => new(PanelFailure.BadAnswer, $"There is no such database at {place}; check its name.", error),
        MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.ConnectionCountError or MySqlErrorCode.ServerShutdown or MySqlErrorCode.CommandTimeoutExpired => new(
            PanelFailure.Unreachable, $"The panel's database at {place} does not answer; check that it runs and that this machine may reach it.", error),
        _ when error.IsTransient || error.InnerException is IOException => new(PanelFailure.Unreachable,
            $"The connection to the panel's database at {place} broke; nothing was changed, the next run reads again.", error),
        _ => new(PanelFailure.BadAnswer, $"The panel's database at {place} refused a question ({error.ErrorCode}: {error.Message}).", error),
    };
}
