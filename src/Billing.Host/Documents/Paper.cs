using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;
using static UglyToad.PdfPig.Writer.PdfDocumentBuilder;

namespace Billing.Host.Documents;

/// <summary>A document of text that runs over as many pages as it takes. The letters come with the program: a server has none.</summary>
internal sealed class Paper : IDisposable
{
    private const double Width = 595, Height = 842, Margin = 56, Bottom = 64, Gap = 6, First = 150;

    private readonly PdfDocumentBuilder document = new();
    private readonly Dictionary<Rune, bool> printable = [];
    private readonly List<PdfPageBuilder> pages = [];
    private readonly string title, foot;
    private readonly Face large, bold, plain, small;
    private double at;

    /// <param name="title">The document's title.</param>
    /// <param name="foot">Stands at the bottom of each page, beside its number.</param>
    public Paper(string title, string foot)
    {
        (this.title, this.foot) = (title, foot);
        AddedFont regular = Font("DejaVuSans.ttf"), strong = Font("DejaVuSans-Bold.ttf");
        (large, bold, plain, small) = (new(strong, 18), new(strong, 10.5), new(regular, 9.5), new(regular, 6.5));
        document.DocumentInformation.Title = title;
        document.DocumentInformation.Author = foot;
        NewPage();
    }

    public void Title(string text)
    {
        Write(text, large);
        at -= Gap;
    }

    public void Heading(string text)
    {
        at -= 2 * Gap;
        Room(4 * bold.Line);
        Write(text, bold);
        at -= Gap / 2;
    }

    public void Text(string text)
    {
        Write(text, plain);
        at -= Gap;
    }

    public void Small(string text) => Write(text, small);

    /// <summary>Two columns: when, what.</summary>
    public void Rows(IReadOnlyList<(string First, string Second)> rows)
    {
        foreach ((string first, string second) in rows)
        {
            List<string> left = [.. Wrapped(first, plain, First - 8)], right = [.. Wrapped(second, plain, Width - 2 * Margin - First)];
            for (int line = 0; line < Math.Max(left.Count, right.Count); line++)
            {
                Room(plain.Line);
                at -= plain.Line;
                if (line < left.Count) Draw(left[line], plain, Margin, at);
                if (line < right.Count) Draw(right[line], plain, Margin + First, at);
            }
            at -= Gap / 2;
        }
    }

    public void Save(string file)
    {
        for (int page = 0; page < pages.Count; page++)
        {
            string line = Printable(string.Create(CultureInfo.InvariantCulture, $"{foot} · {title} · {page + 1}/{pages.Count}"));
            pages[page].AddText(line, small.Size, new PdfPoint(Margin, Bottom / 2), small.Font);
        }
        File.WriteAllBytes(file, document.Build());
    }

    public void Dispose() => document.Dispose();

    private void Write(string text, Face face)
    {
        foreach (string line in Wrapped(text, face, Width - 2 * Margin))
        {
            Room(face.Line);
            at -= face.Line;
            Draw(line, face, Margin, at);
        }
    }

    private void Draw(string line, Face face, double left, double bottom) => pages[^1].AddText(line, face.Size, new PdfPoint(left, bottom), face.Font);

    private void Room(double height)
    {
        if (at - height < Bottom) NewPage();
    }

    private void NewPage()
    {
        pages.Add(document.AddPage(Width, Height));
        at = Height - Margin;
    }

    /// <summary>Breaks between words; a word that is wider than the line (a digest) wherever it must.</summary>
    private IEnumerable<string> Wrapped(string text, Face face, double width)
    {
        string line = "";
        foreach (string word in Printable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && !Fits($"{line} {rest}", face, width))
            {
                yield return line;
                line = "";
            }
            while (!Fits(rest, face, width))
            {
                int end = Enumerable.Range(1, rest.Length).TakeWhile(length => Fits(rest[..length], face, width)).DefaultIfEmpty(1).Last();
                yield return rest[..end];
                rest = rest[end..];
            }
            line = line.Length == 0 ? rest : $"{line} {rest}";
        }
        if (line.Length > 0) yield return line;
    }

    private bool Fits(string text, Face face, double width) => pages[^1].MeasureText(text, face.Size, new PdfPoint(0, 0), face.Font) is not [.., { } last] || last.EndBaseLine.X <= width;

    /// <summary>A letter that the face does not have stands as an empty box; what would end a line is a blank.</summary>
    private string Printable(string text)
    {
        StringBuilder plainly = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            plainly.Append(Rune.IsControl(rune) ? " " : Has(rune) ? rune.ToString() : "□");
        return plainly.ToString();
    }

    private bool Has(Rune rune)
    {
        if (printable.TryGetValue(rune, out bool has)) return has;
        try
        {
            if (rune.IsBmp) pages[^1].MeasureText(rune.ToString(), 10, new PdfPoint(0, 0), plain.Font);
            return printable[rune] = rune.IsBmp;
        }
        catch (InvalidOperationException)
        {
            return printable[rune] = false;
        }
    }

    private AddedFont Font(string name)
    {
        using Stream font = typeof(Paper).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        byte[] bytes = new byte[font.Length];
        font.ReadExactly(bytes);
        return document.AddTrueTypeFont(bytes);
    }

    private sealed record Face(AddedFont Font, double Size)
    {
        public double Line => Size * 1.3;
    }
}
