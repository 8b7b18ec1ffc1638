using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Panel;
using MimeKit;

namespace Billing.System.Tests.Channels;

/// <summary>Sensible notices; a test states only what matters to it.</summary>
internal static class Told
{
    public const string PayLink = "https://panel.example.com/viewinvoice.php?id=100";
    public static readonly DateOnly Due = new(2026, 8, 3);
    public static readonly DateTimeOffset Now = new(2026, 8, 2, 9, 0, 0, TimeSpan.FromHours(-3));

    public static readonly ProviderOptions Provider = new()
    {
        Name = "Proveedor Ejemplo", Address = "Calle 1, Buenos Aires", Website = "https://www.example.com", Email = "facturacion@example.com", Contact = "https://panel.example.com/submitticket.php",
    };

    public static readonly EmailOptions Email = new() { From = "facturacion@example.com", ReplyTo = "ayuda@example.com" };

    public static readonly Client Ana = new() { Id = 7, Name = "Ana Pérez", Email = "ana@example.net", Country = "AR", Language = "spanish", Currency = "ARS" };

    public static readonly InvoiceSheet Invoice = new(100, "2026-0100", Due.AddDays(-15), Due, 18500m, 12500.5m, "ARS", "Tarjeta de crédito", PayLink,
        [new("Hosting Profesional\nplan anual", 15000m), new("Backup", 3500m)]);

    public static string Folder { get; } = Path.Combine(Root(AppContext.BaseDirectory), "config", "templates");

    public static TemplateSet Templates { get; } = TemplateSet.Load(Folder, "es", Provider);

    public static Notice Of(string name, Client? client = null, string key = "notify/100/reminder-1/email", IReadOnlyDictionary<string, string>? values = null) =>
        new(key, name, client ?? Ana, Invoice, ["ejemplo.com.ar"],
            [("suspend-service", Due.AddDays(2)), ("suspend-client", Due.AddDays(8)), ("freeze-projects", Due.AddDays(8)), ("terminate-service", Due.AddDays(25))],
            values ?? new Dictionary<string, string>());

    /// <summary>A message as a mail program shows it: headers but the recipient's, then what may run in it. A plain text runs nothing.</summary>
    public static string AsRead(MimeMessage message) =>
        $"{string.Join('\n', message.Headers.Where(header => header.Id != HeaderId.To).Select(header => $"{header.Field}: {header.Value.ReplaceLineEndings(" ")}"))}\n{message.TextBody?.Replace("<script", "(script", StringComparison.Ordinal)}\n{message.HtmlBody}";

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Billing.sln")) ? folder : Root(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Billing.sln"));
}

/// <summary>A folder for one test.</summary>
internal sealed class OwnFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("billing-channels-").FullName;

    /// <summary>The shipped templates, to be spoiled.</summary>
    public static OwnFolder OfTemplates()
    {
        OwnFolder own = new();
        foreach (string file in Directory.EnumerateFiles(Told.Folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("pictures", StringComparison.Ordinal)))
        {
            string copy = global::System.IO.Path.Combine(own.Path, global::System.IO.Path.GetRelativePath(Told.Folder, file));
            Directory.CreateDirectory(global::System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return own;
    }

    public string this[string file] => global::System.IO.Path.Combine(Path, file);

    public TemplateSet Load(string defaultLanguage = "es") => TemplateSet.Load(Path, defaultLanguage, Told.Provider);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
