using System.CommandLine;
using System.Globalization;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Billing.Host.Documents;

namespace Billing.Host.Cli;

/// <summary><c>billing evidence</c>: what can be proved of an invoice, and whether the record is whole.</summary>
internal static class EvidenceCommand
{
    public static Command Make(Func<ParseResult, Given> given) => new("evidence", "What can be proved: the notices of an invoice and what became of them, in a record that shows every change")
    {
        Invoice(given), Verify(given), Message(given), Erase(given), Stamp(given),
    };

    private static Command Invoice(Func<ParseResult, Given> given)
    {
        Argument<int> number = new("N") { Description = "The invoice's number in the panel" };
        Option<bool> json = new("--json") { Description = "Print the data with the chain as JSON" };
        Option<string?> pdf = new("--pdf") { HelpName = "FILE", Description = "Write it as a document that one can hand on" };
        Command command = new("invoice", "Tell the story of an invoice: every notice, every action, every objection") { number, json, pdf };
        command.SetAction((parsed, cancel) => WithAsync(given(parsed), async composition =>
        {
            Given of = given(parsed);
            InvoiceStory story = await InvoiceStory.OfAsync(composition.Ledger.Evidence, parsed.GetValue(number), composition.Parts.Configuration.Web?.Judging ?? JudgingOptions.Default, cancel);
            if (story.Entries.Count == 0)
            {
                of.Screen.Error(string.Create(CultureInfo.InvariantCulture, $"billing: nothing is known of invoice {parsed.GetValue(number)}: no notice of it was sent, and nothing was done for it"));
                return ExitCode.Failed;
            }
            ChainReport chain = await CheckAsync(of, composition, cancel);
            if (parsed.GetValue(pdf) is { } file)
            {
                EvidencePdf.Write(file, story, chain, composition.Parts.Configuration.Channels.Provider.Name, composition.Policy.TimeZone, of.Time.GetUtcNow());
                of.Screen.Line($"written: {Path.GetFullPath(file)}");
            }
            else if (parsed.GetValue(json)) of.Screen.Print(EvidenceJson.Of(story, chain));
            else EvidenceText.Say(of.Screen, story, chain, composition.Policy.TimeZone);
            return chain.Holds ? ExitCode.Done : ExitCode.Failed;
        }, cancel));
        return command;
    }

    private static Command Verify(Func<ParseResult, Given> given)
    {
        Option<string?> known = new("--end") { HelpName = "NUMBER:HASH", Description = "An end of the chain that was written down elsewhere (the log has one for each day): it must still be in it" };
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("verify", "Reckon the whole chain again: every entry that was changed, is missing or was moved is named") { known, json };
        command.SetAction((parsed, cancel) => WithAsync(given(parsed), async composition =>
        {
            Given of = given(parsed);
            ChainReport chain = await CheckAsync(of, composition, cancel);
            string? lost = parsed.GetValue(known) is { } end ? await MissingAsync(composition.Ledger.Evidence, end, cancel) : null;
            if (parsed.GetValue(json)) of.Screen.Print(EvidenceJson.Of(chain, lost));
            else EvidenceText.Say(of.Screen, chain, lost);
            return chain.Holds && lost is null ? ExitCode.Done : ExitCode.Failed;
        }, cancel));
        return command;
    }

    private static Command Message(Func<ParseResult, Given> given)
    {
        Argument<string> digest = new("DIGEST") { Description = "The digest that the story names" };
        Option<string> file = new("--to") { HelpName = "FILE", Required = true, Description = "Where to write it: an .eml file opens in any mail program" };
        Command command = new("message", "Write a message out as it was sent, byte by byte") { digest, file };
        command.SetAction((parsed, cancel) => WithAsync(given(parsed), async composition =>
        {
            if (await composition.Ledger.Evidence.ContentAsync(parsed.GetValue(digest)!, cancel) is not { } content)
            {
                given(parsed).Screen.Error("billing: no message of that digest is kept: it was erased, or the digest has a slip");
                return ExitCode.Failed;
            }
            await File.WriteAllBytesAsync(parsed.GetValue(file)!, content, cancel);
            given(parsed).Screen.Line($"written: {Path.GetFullPath(parsed.GetValue(file)!)}");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static Command Erase(Func<ParseResult, Given> given)
    {
        Option<int> client = new("--client") { HelpName = "N", Required = true, Description = "Whose personal values: addresses, words, messages" };
        Option<string> why = new("--because") { HelpName = "TEXT", Required = true, Description = "Why, for the record" };
        Command command = new("erase", "Erase a client's personal values from the evidence. The chain still holds; what is erased cannot be brought back") { client, why };
        command.SetAction((parsed, cancel) => WithAsync(given(parsed), async composition =>
        {
            int erased = await composition.Ledger.Evidence.EraseAsync(parsed.GetValue(client), given(parsed).Time.GetUtcNow(), parsed.GetValue(why)!, cancel);
            given(parsed).Screen.Line(erased == 0 ? "there was nothing to erase" : string.Create(CultureInfo.InvariantCulture, $"erased in {erased} entries; an entry says so"));
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static Command Stamp(Func<ParseResult, Given> given)
    {
        Command command = new("stamp", "Have the end of the chain confirmed by the time-stamping authority now; the service does so after each daily run");
        command.SetAction((parsed, cancel) => WithAsync(given(parsed), async composition =>
        {
            EvidenceOptions options = composition.Parts.Configuration.Evidence;
            if (options.Stamps is null) throw new ConfigurationException("billing.json: no time-stamping authority is named. Write its address to \"evidence\": { \"stamps\": \"https://…\" }.");
            DateTimeOffset? at = await new EvidenceKeeping(options, composition.Ledger.Evidence, given(parsed).Time).StampAsync(cancel);
            given(parsed).Screen.Line(at is { } moment ? $"confirmed at {EvidenceText.Moment(moment)}" : "there is nothing new to confirm");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static async Task<int> WithAsync(Given given, Func<Composition, Task<int>> work, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        return await work(composition);
    }

    private static Task<ChainReport> CheckAsync(Given given, Composition composition, CancellationToken cancel) =>
        given.Screen.WhileAsync("reckoning the chain", _ => ChainCheck.RunAsync(composition.Ledger.Evidence, null, cancel));

    /// <summary>What is wrong with an end that somebody wrote down; null when it is in the chain.</summary>
    private static async Task<string?> MissingAsync(IEvidence evidence, string end, CancellationToken cancel)
    {
        if (end.Split(':') is not [{ } number, { Length: 64 } hash] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long entry))
            throw new ConfigurationException($"--end {end}: write it as the log has it, a number, a colon and 64 digits.");
        await foreach (EvidenceEntry found in evidence.ReadAllAsync(entry, cancel))
            return found.Number == entry && found.Hash == hash ? null : string.Create(CultureInfo.InvariantCulture, $"entry {entry} is not the one that was written down: the chain was written anew before it");
        return string.Create(CultureInfo.InvariantCulture, $"entry {entry} is not there any more: the chain was cut off before it");
    }
}
