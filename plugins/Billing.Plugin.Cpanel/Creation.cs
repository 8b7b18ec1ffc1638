using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>
/// Making the account of a paid order: name and domain are the panel's, the plan is the one configured for its product, and nothing of it is guessed. Its first
/// password is known to nobody: what is random and kept nowhere cannot leak.
/// </summary>
internal static partial class Creation
{
    private const string Signs = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int Length = 32;

    public static async Task<AdapterOutcome> MakeAsync(Account account, IReadOnlyDictionary<int, string> plans, CancellationToken cancel)
    {
        if (account.Service.Domain.Length == 0) return Wrong(account, "the panel has no domain for it; enter the domain that its account is for");
        switch (await account.LookAsync(cancel))
        {
            case Sighting.There there: return Existing(account, there);
            case Sighting.Unclear { MayBeMissing: false } unclear: return unclear.Why;
        }
        if (Obstacle(account, plans, out string plan) is { } obstacle) return obstacle;
        if (await account.DomainTakenAsync(cancel) is { } taken) return taken;
        WhmReply reply = await account.Whm.ChangeAsync("createacct", account.Whm.Patience.Change, cancel, Values(account, plan));
        if (reply.NeverActed) return Settlement.DidNot(reply, "createacct");
        return await account.LookAsync(cancel) switch
        {
            Sighting.There there => new AdapterOutcome.Changed(Told(account, there, plan)),
            Sighting.Unclear { MayBeMissing: false, Why: AdapterOutcome.Refused { Kind: FailureKind.NotOwned } other } => new AdapterOutcome.Conflict(other.Message),
            _ => Settlement.DidNot(reply, "createacct"),
        };
    }

    private static AdapterOutcome Existing(Account account, Sighting.There there)
    {
        if (there.Owner.Length > 0 && there.Owner != account.Whm.User)
            return new AdapterOutcome.Refused(FailureKind.NotOwned,
                $"{account.Service.Target}: account {account.User} is on {account.Whm.Host} already and belongs to {there.Owner}, not to {account.Whm.User}; it is left as it is");
        return there is { Suspended: true, Ours: false } ? Settlement.Foreign(account, there)
            : new AdapterOutcome.AlreadySo($"account {account.User} is on {account.Whm.Host} already");
    }

    private static AdapterOutcome.Refused? Obstacle(Account account, IReadOnlyDictionary<int, string> plans, out string plan)
    {
        plan = "";
        if (!UserName().IsMatch(account.User))
            return Wrong(account, $"{account.User} cannot be the name of an account: at most 16 of a to z and digits, the first a letter, not beginning with test, not ending with assoc; give it another one in the panel");
        string product = account.Service["product"];
        if (product.Length == 0) return Wrong(account, "the panel names no product for it, so that its plan is not known");
        if (!int.TryParse(product, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !plans.TryGetValue(number, out string? found))
            return Wrong(account, $"no plan is known for product {product}; add \"{product}\": \"PLAN\" under \"plans\" in config/plugins/cpanel.json");
        plan = found;
        return null;
    }

    private static (string Name, string Value)[] Values(Account account, string plan)
    {
        (string, string)[] values = [("username", account.User), ("domain", Account.Plain(account.Service.Domain)), ("plan", plan), ("password", RandomNumberGenerator.GetString(Signs, Length))];
        return Mailbox(account) is { Length: > 0 } mailbox ? [.. values, ("contactemail", mailbox)] : values;
    }

    // WHM's own words about it are left out: they are a transcript with the password in it.
    private static string Told(Account account, Sighting.There there, string plan)
    {
        string told = $"account {account.User} was created on {account.Whm.Host} with plan {plan}; its password is random, and the client sets one of his own";
        if (Mailbox(account).Length == 0) told += "; the panel has no e-mail address for it, so that it has no contact mailbox";
        // WHM puts the reseller's name before the names of his plans.
        bool other = there.Plan.Length > 0 && there.Plan != plan && there.Plan != $"{account.Whm.User}_{plan}";
        return other ? $"{told}; but WHM shows plan {WhmText.Clean(there.Plan)}: look at it there" : told;
    }

    private static string Mailbox(Account account) => account.Service["email"].Trim();

    private static AdapterOutcome.Refused Wrong(Account account, string why) => new(FailureKind.InvalidInput, $"{account.Service.Target}: {why}");

    [GeneratedRegex(@"^(?!test)(?!.*assoc\z)[a-z][a-z0-9]{0,15}\z")]
    private static partial Regex UserName();
}
