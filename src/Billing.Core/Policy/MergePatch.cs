using System.Text.Json.Nodes;

namespace Billing.Core.Policy;

/// <summary>JSON merge patch, RFC 7396: objects are merged key by key, null takes a key away, anything else (a list too) replaces what was there.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        JsonObject result = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach ((string key, JsonNode? change) in changes)
        {
            if (change is null) result.Remove(key);
            else result[key] = Apply(result[key], change);
        }
        return result;
    }
}
