using System.Net;
using System.Text.RegularExpressions;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>What stands in the notices of clients who never pay, each seen on the day on which it goes out.</summary>
public sealed partial class NoticePagesTests(NoticePages seen) : IClassFixture<NoticePages>
{
    private const int WhereMailIsClipped = 102 * 1024;

    private readonly NoticeWorld world = seen.World;
    private readonly string pages = seen.Folder;

    [Fact]
    public void every_notice_stands_by_itself_and_is_small_enough_to_be_shown_whole()
    {
        string[] files = Directory.GetFiles(pages, "*.html", SearchOption.AllDirectories);
        Assert.Equal(20, files.Length);
        Assert.All(files, file =>
        {
            string page = File.ReadAllText(file);
            Assert.True(new FileInfo(file).Length < WhereMailIsClipped, file);
            Assert.DoesNotMatch(Fetched(), page);
            Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("es", "proforma", "5 de agosto de 2026: se suspenden automáticamente los servicios de esta factura.")]
    [InlineData("es", "reminder-1", "5 de agosto de 2026: se suspenden automáticamente los servicios de esta factura.")]
    [InlineData("es", "reminder-2", "28 de agosto de 2026: los servicios de esta factura se eliminan de los servidores.")]
    [InlineData("es", "reminder-final", "11 de agosto de 2026 (pasados 5 días hábiles desde el vencimiento): se suspenden todos sus servicios contratados y quedan congelados sus proyectos en curso.")]
    [InlineData("es", "suspended", "11 de agosto de 2026 (pasados 5 días hábiles desde el vencimiento): se suspenden todos sus servicios contratados y quedan congelados sus proyectos en curso.")]
    [InlineData("es", "client-suspended", "28 de agosto de 2026: los servicios de esta factura se eliminan de los servidores.")]
    [InlineData("es", "client-suspended", "venció el 3 de agosto de 2026 y, pasados 5 días hábiles desde el vencimiento, la deuda no fue saldada.")]
    [InlineData("es", "client-suspended", "otro-proyecto.com.ar")]
    [InlineData("es", "client-suspended", "Sitio nuevo")]
    [InlineData("es", "last-warning", "22 de julio de 2026: se suspende automáticamente el servicio de esta factura y se suspenden todos sus servicios contratados.")]
    [InlineData("es", "last-warning", "antes de la suspensión automática del 22 de julio de 2026")]
    [InlineData("es", "terminated", "hasta el 26 de noviembre de 2026 puede solicitar su recuperación desde un backup, por una tarifa especial de ARS 15.000,00, además de lo adeudado.")]
    [InlineData("es", "reactivated", "estudio-perez.com.ar")]
    [InlineData("es", "cycle-changed", "pasa de mensual a trimestral")]
    [InlineData("en", "proforma", "11 August 2026 (more than 5 business days after the due date): all your services are suspended.")]
    [InlineData("en", "suspended", "28 August 2026: the services on this invoice are removed from the servers.")]
    [InlineData("en", "client-suspended", "was due on 3 August 2026 and, more than 5 business days after the due date, is still unpaid.")]
    [InlineData("en", "terminated", "until 26 November 2026 you can ask for its recovery from a backup, for a special fee of USD 15.00 besides what is owed.")]
    [InlineData("en", "cycle-changed", "changes from monthly to quarterly")]
    public void what_comes_next_is_said_with_its_day_as_the_policy_counts(string language, string notice, string said) =>
        Assert.Contains(said, File.ReadAllText(Path.Combine(pages, language, notice + ".txt")), StringComparison.Ordinal);

    [Fact]
    public void a_notice_about_an_invoice_says_what_is_due_for_what_until_when_where_to_pay_how_to_object_and_that_it_is_no_tax_document()
    {
        foreach (string file in Directory.GetFiles(pages, "*.*", SearchOption.AllDirectories))
        {
            string notice = Path.GetFileName(file).Split('.')[0], language = Path.GetFileName(Path.GetDirectoryName(file)!);
            if (notice is "reactivated" or "cycle-changed" || file.EndsWith(".panel.txt", StringComparison.Ordinal)) continue;
            bool spanish = language == "es", warning = notice == "last-warning";
            InvoiceView invoice = world.Panel.Invoice(warning ? world.Untold : world.InvoiceOf(spanish ? world.Ana : world.Levant))!;
            string said = WebUtility.HtmlDecode(File.ReadAllText(file));
            foreach (string must in new[]
            {
                $"{invoice.Id}", warning ? spanish ? "ARS 18.500,00" : "ARS 18,500.00" : spanish ? "ARS 27.700,50" : "USD 378.00",
                warning ? spanish ? "10 de julio de 2026" : "10 July 2026" : spanish ? "3 de agosto de 2026" : "3 August 2026",
                warning ? "bruno-diaz.com.ar" : spanish ? "estudio-perez.com.ar" : "shop-12.example.com",
                $"{world.Panel.Url}viewinvoice.php?id={invoice.Id}", "https://panel.example.com/submitticket.php",
                spanish ? "debe manifestarlas expresamente" : "you must state it expressly", spanish ? "confirma su aceptación" : "you confirm that you accept it",
                spanish ? "Documento no válido como factura" : "not valid as a tax invoice", spanish ? "Medio de pago elegido" : "Chosen payment method", spanish ? "automátic" : "automatically",
            })
                Assert.True(said.Contains(must, StringComparison.Ordinal), $"{language}/{Path.GetFileName(file)} does not say {must}");
        }
    }

    [Fact]
    public void names_written_from_right_to_left_and_long_ones_stay_in_their_place()
    {
        string page = WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(pages, "en", "proforma.html")));
        Assert.Contains("<bdi>נועה סחר (Levant Trading)</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("overflow-wrap: anywhere", page, StringComparison.Ordinal);
        Assert.Equal(12, Regex.Count(page, "<li>"));
    }

    [Fact]
    public void the_invoice_stands_in_the_client_area_and_the_notice_in_the_clients_log()
    {
        int invoice = world.InvoiceOf(world.Ana);
        Assert.Equal("Unpaid", world.Panel.Invoice(invoice)!.Status);   // a draft would not be shown to the client
        ActivityEntry line = Assert.Single(world.Panel.ActivityLog(), entry => entry.ClientId == world.Ana && entry.Description.StartsWith("Billing: proforma: ", StringComparison.Ordinal));
        Assert.StartsWith($"Billing: proforma: Factura proforma {invoice}: ARS 27.700,50, vence el 3 de agosto de 2026. Servicios: ", line.Description, StringComparison.Ordinal);
        Assert.Contains(world.Panel.ActivityLog(), entry => entry.ClientId == world.Ana && entry.Description.StartsWith($"Billing: notify/{invoice}/proforma/email: ", StringComparison.Ordinal));
        Assert.Contains("Si no se registra el pago: 5 de agosto de 2026, se suspenden automáticamente los servicios de esta factura; 11 de agosto de 2026 (pasados 5 días hábiles desde el vencimiento), ", line.Description, StringComparison.Ordinal);
    }

    /// <summary>Anything that a mail program would have to fetch.</summary>
    [GeneratedRegex("""<(?:link|script|iframe|object|video)\b|\bsrc=|url\(|@import""", RegexOptions.IgnoreCase)]
    private static partial Regex Fetched();
}
