using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Engine.Ledger;

/// <summary>
/// An action as JSON and back, as the ledger keeps it: <c>{"action":"activate","target":"service 10"}</c>. The word is the one that scenarios use;
/// renaming a word or a property is a migration of every ledger.
/// </summary>
internal static class ActionCodec
{
    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(BillingAction.Invoice)] = "invoice",
        [typeof(BillingAction.Notify)] = "notify",
        [typeof(BillingAction.Suspend)] = "suspend",
        [typeof(BillingAction.Freeze)] = "freeze",
        [typeof(BillingAction.Adopt)] = "adopt",
        [typeof(BillingAction.Unsuspend)] = "unsuspend",
        [typeof(BillingAction.Unfreeze)] = "unfreeze",
        [typeof(BillingAction.Backup)] = "backup",
        [typeof(BillingAction.Terminate)] = "terminate",
        [typeof(BillingAction.Restore)] = "restore",
        [typeof(BillingAction.Activate)] = "activate",
        [typeof(BillingAction.ChangeCycle)] = "change-cycle",
        [typeof(BillingAction.InvoiceRecovery)] = "invoice-recovery",
        [typeof(BillingAction.Accept)] = "accept",
        [typeof(BillingAction.OpenTicket)] = "open-ticket",
        [typeof(BillingAction.LateFee)] = "late-fee",
        [typeof(BillingAction.Welcome)] = "welcome",
        [typeof(BillingAction.DiscardBackup)] = "discard-backup",
        [typeof(BillingAction.Hold)] = "hold",
        [typeof(BillingAction.Report)] = "report",
        [typeof(BillingAction.Note)] = "note",
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new TargetText(), new CycleName(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Family, OnlyWhatIsGiven } },
    };

    /// <summary>The action's word in scenarios: <c>change-cycle</c>.</summary>
    public static string Word(BillingAction action) => Words[action.GetType()];

    public static string Write(BillingAction action) => JsonSerializer.Serialize(action, Options);

    /// <exception cref="LedgerException">It is not an action.</exception>
    public static BillingAction Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<BillingAction>(json, Options) ?? throw new JsonException("there is nothing in it");
        }
        catch (Exception bad) when (bad is JsonException or NotSupportedException)
        {
            throw new LedgerException($"The ledger holds an action that cannot be read ({bad.Message.ReplaceLineEndings(" ")}): restore it from a backup, or start the version that wrote it.", bad);
        }
    }

    /// <summary>The invoice that an action is about; null when it is about none.</summary>
    public static int? InvoiceOf(BillingAction action) => action switch
    {
        BillingAction.Notify notify => notify.InvoiceId,
        BillingAction.Accept accept => accept.InvoiceId,
        BillingAction.Report report => report.InvoiceId,
        BillingAction.OpenTicket ticket => ticket.InvoiceId,
        BillingAction.LateFee fee => fee.InvoiceId,
        BillingAction.Note note => note.InvoiceId,
        BillingAction.Restore restore => restore.InvoiceId,
        BillingAction.Suspend suspend => suspend.Cause.Invoice,
        BillingAction.Freeze freeze => freeze.Cause.Invoice,
        BillingAction.Adopt adopt => adopt.Cause.Invoice,
        BillingAction.Unsuspend unsuspend => unsuspend.Cause.Invoice,
        BillingAction.Unfreeze unfreeze => unfreeze.Cause.Invoice,
        BillingAction.Backup backup => backup.Cause.Invoice,
        BillingAction.DiscardBackup discard => discard.Cause.Invoice,
        BillingAction.Terminate terminate => terminate.Cause.Invoice,
        _ => null,
    };

    private static void Family(JsonTypeInfo info)
    {
        if (info.Type != typeof(BillingAction)) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "action" };
        foreach ((Type type, string word) in Words) info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, word));
    }

    /// <summary>What follows from the rest (a key) is not written.</summary>
    private static void OnlyWhatIsGiven(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object) return;
        for (int i = info.Properties.Count - 1; i >= 0; i--)
            if (info.Properties[i].AttributeProvider is global::System.Reflection.PropertyInfo { CanWrite: false }) info.Properties.RemoveAt(i);
    }

    private sealed class TargetText : JsonConverter<Target>
    {
        public override Target Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Target.TryParse(reader.GetString(), out Target target) ? target : throw new JsonException("a thing is written like \"service 10\"");

        public override void Write(Utf8JsonWriter writer, Target value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class CycleName : JsonConverter<BillingCycle>
    {
        public override BillingCycle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string name = reader.GetString() ?? "";
            return BillingCycle.Named(name)
                ?? Enumerable.Range(1, 10).Select(BillingCycle.Years).FirstOrDefault(years => years.Name == name)
                ?? throw new JsonException($"there is no billing cycle \"{name}\"");
        }

        public override void Write(Utf8JsonWriter writer, BillingCycle value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
