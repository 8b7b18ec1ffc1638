using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Billing.Sandbox.Http;

/// <summary>Faults from other processes: POST /sandbox/faults adds one fault or a list, DELETE clears, GET lists what waits.</summary>
internal static class FaultDesk
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static bool IsFor(HttpContext http) => http.Request.Path == "/sandbox/faults";

    public static async Task AnswerAsync(HttpContext http, Faults faults)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            using JsonDocument document = await JsonDocument.ParseAsync(http.Request.Body);
            if (document.RootElement.ValueKind is JsonValueKind.Array)
                foreach (JsonElement one in document.RootElement.EnumerateArray()) faults.Add(one.Deserialize<Fault>(json)!);
            else faults.Add(document.RootElement.Deserialize<Fault>(json)!);
        }
        else if (HttpMethods.IsDelete(http.Request.Method)) faults.Clear();
        await http.Response.WriteAsJsonAsync(faults.Waiting, json);
    }
}
