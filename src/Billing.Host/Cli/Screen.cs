using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Engine.Runs;
using Spectre.Console;

namespace Billing.Host.Cli;

/// <summary>
/// Where a command prints: tables and progress on a terminal; plain lines, and nothing else, in a pipe. What came from outside (names, reasons) is
/// printed as text: it can neither be markup nor move the cursor.
/// </summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool rich, bool colour)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Beside longer ones a column of such short cells is not broken: on a narrow terminal the longer ones give way.</summary>
    private const int Word = 16;

    private readonly IAnsiConsole? console = rich ? Console(output, colour) : null;

    /// <summary>The terminal if there is one, else a pipe.</summary>
    public static Screen For(TextWriter output, TextWriter error, bool noColour)
    {
        bool terminal = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        return new Screen(output, error, terminal, !noColour && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    public void Line(string text = "") => output.WriteLine(Clean(text));

    public void Error(string text) => error.WriteLine(Clean(text));

    public void Heading(string text)
    {
        if (console is null) Line(text);
        else console.MarkupLine($"[bold]{Markup.Escape(Clean(text))}[/]");
    }

    /// <summary>A line of a story, in a colour and further in on a terminal, where what is too long goes on under its beginning.</summary>
    public void Tell(string style, int indent, string text)
    {
        if (console is null) output.WriteLine(new string(' ', indent) + Clean(text));
        else console.Write(new Padder(new Text(Clean(text), Style.Parse(style)), new Padding(indent, 0, 0, 0)));
    }

    public void Print(JsonNode json) => output.WriteLine(json.ToJsonString(Json));

    /// <summary>Rows in columns. In a pipe the columns stand under each other without lines, and the headings are left out unless nobody could read the rows without them.</summary>
    public void Table(string[] headings, IReadOnlyList<string[]> rows, bool headed = false)
    {
        if (rows.Count == 0) return;
        string[][] clean = [.. (headed && console is null ? rows.Prepend(headings) : rows).Select(row => row.Select(Clean).ToArray())];
        if (console is null)
        {
            int[] widths = [.. headings.Select((_, column) => clean.Max(row => row[column].Length))];
            foreach (string[] row in clean)
                output.WriteLine(string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column]))).TrimEnd());
            return;
        }
        Table table = new() { Border = TableBorder.Rounded };
        bool[] words = [.. headings.Select((_, column) => clean.All(row => row[column].Length <= Word))];
        foreach ((string heading, bool word) in headings.Zip(words)) table.AddColumn(new TableColumn(Markup.Escape(heading)) { NoWrap = word && words.Contains(false) });
        foreach (string[] row in clean) table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    /// <summary>Does something that takes a while, and on a terminal says how far it is.</summary>
    public async Task<T> WhileAsync<T>(string what, Func<IProgress<RunProgress>, Task<T>> work)
    {
        if (rich && ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected)
            return await Console(error, colour).Status().StartAsync(Markup.Escape(what), context => work(new Spoken(text => context.Status(Markup.Escape(text)))));
        return await work(new Spoken(_ => { }));
    }

    /// <summary>The same, of work that says in words what it is at.</summary>
    public async Task<T> WhileSayingAsync<T>(string what, Func<IProgress<string>?, Task<T>> work)
    {
        if (rich && ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected)
            return await Console(error, colour).Status().StartAsync(Markup.Escape(what), context => work(new Told(text => context.Status(Markup.Escape(text)))));
        return await work(null);
    }

    private static IAnsiConsole Console(TextWriter writer, bool colour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer), ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });

    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    private sealed class Told(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }

    private sealed class Spoken(Action<string> say) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => say(value.Of is { } of
            ? string.Create(CultureInfo.InvariantCulture, $"{value.Step}: {value.Clients} of {of} clients")
            : string.Create(CultureInfo.InvariantCulture, $"{value.Step}: {value.Clients} clients"));
    }
}
