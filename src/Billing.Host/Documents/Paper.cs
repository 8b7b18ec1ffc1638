using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace Billing.Host.Documents;

/// <summary>A document of text that runs over as many pages as it takes.</summary>
internal sealed class Paper : IDisposable
{
    private const double Margin = 56, Bottom = 64, Gap = 6, First = 150;

    private readonly PdfDocument document = new();
    private readonly string title, foot;
    private readonly XFont large, bold, plain, small;
    private PdfPage page;
    private XGraphics graphics;
    private double at;

    /// <param name="title">The document's title.</param>
    /// <param name="foot">Stands at the bottom of each page, beside its number.</param>
    public Paper(string title, string foot)
    {
        (this.title, this.foot) = (title, foot);
        GlobalFontSettings.FontResolver ??= new OwnFonts();
        (large, bold, plain, small) = (Font(18, true), Font(10.5, true), Font(9.5, false), Font(6.5, false));
        document.Info.Title = title;
        document.Info.Author = foot;
        (page, graphics) = NewPage();
    }

    public void Title(string text)
    {
        Write(text, large, Margin, page.Width.Point - 2 * Margin);
        at += Gap;
    }

    public void Heading(string text)
    {
        at += 2 * Gap;
        Room(4 * bold.Height);
        Write(text, bold, Margin, page.Width.Point - 2 * Margin);
        at += Gap / 2;
    }

    public void Text(string text)
    {
        Write(text, plain, Margin, page.Width.Point - 2 * Margin);
        at += Gap;
    }

    public void Small(string text) => Write(text, small, Margin, page.Width.Point - 2 * Margin);

    /// <summary>Two columns: when, what.</summary>
    public void Rows(IReadOnlyList<(string First, string Second)> rows)
    {
        foreach ((string first, string second) in rows)
        {
            List<string> left = [.. Wrapped(first, plain, First - 8)], right = [.. Wrapped(second, plain, page.Width.Point - 2 * Margin - First)];
            for (int line = 0; line < Math.Max(left.Count, right.Count); line++)
            {
                Room(plain.Height);
                if (line < left.Count) Draw(left[line], plain, Margin);
                if (line < right.Count) Draw(right[line], plain, Margin + First);
                at += plain.Height;
            }
            at += Gap / 2;
        }
    }

    public void Save(string file)
    {
        graphics.Dispose();
        for (int number = 0; number < document.PageCount; number++)
        {
            using XGraphics last = XGraphics.FromPdfPage(document.Pages[number]);
            last.DrawString(string.Create(CultureInfo.InvariantCulture, $"{foot} · {title} · {number + 1}/{document.PageCount}"), small, XBrushes.DimGray, new XPoint(Margin, page.Height.Point - Bottom / 2));
        }
        document.Save(file);
    }

    public void Dispose()
    {
        graphics.Dispose();
        document.Dispose();
    }

    private void Write(string text, XFont font, double left, double width)
    {
        foreach (string line in Wrapped(text, font, width))
        {
            Room(font.Height);
            Draw(line, font, left);
            at += font.Height;
        }
    }

    private void Draw(string line, XFont font, double left) => graphics.DrawString(line, font, XBrushes.Black, new XPoint(left, at + font.Size));

    private void Room(double height)
    {
        if (at + height <= page.Height.Point - Bottom) return;
        graphics.Dispose();
        (page, graphics) = NewPage();
    }

    private (PdfPage, XGraphics) NewPage()
    {
        PdfPage fresh = document.AddPage();
        fresh.Size = PdfSharp.PageSize.A4;
        at = Margin;
        return (fresh, XGraphics.FromPdfPage(fresh));
    }

    /// <summary>Breaks between words; a word that is wider than the line (a digest) wherever it must.</summary>
    private IEnumerable<string> Wrapped(string text, XFont font, double width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && !Fits($"{line} {rest}", font, width))
            {
                yield return line;
                line = "";
            }
            while (!Fits(rest, font, width))
            {
                int end = Enumerable.Range(1, rest.Length).TakeWhile(length => Fits(rest[..length], font, width)).DefaultIfEmpty(1).Last();
                yield return rest[..end];
                rest = rest[end..];
            }
            line = line.Length == 0 ? rest : $"{line} {rest}";
        }
        if (line.Length > 0) yield return line;
    }

    private bool Fits(string text, XFont font, double width) => graphics.MeasureString(text, font).Width <= width;

    private static XFont Font(double size, bool bold) => new(OwnFonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);

    /// <summary>The letters come with the program: a server has none.</summary>
    private sealed class OwnFonts : IFontResolver
    {
        public const string Family = "DejaVu Sans";

        public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");

        public byte[] GetFont(string faceName)
        {
            using Stream font = typeof(Paper).Assembly.GetManifestResourceStream(faceName) ?? throw new FileNotFoundException(faceName);
            byte[] bytes = new byte[font.Length];
            font.ReadExactly(bytes);
            return bytes;
        }
    }
}
