namespace Billing.Sandbox.WhatsApp;

/// <summary>The API refuses.</summary>
internal sealed class CloudRefusal(WhatsAppError error) : Exception(error.Message)
{
    public CloudRefusal(int code, string message, string details = "", int status = 400) : this(new WhatsAppError(code, message, status) { Details = details }) { }

    public WhatsAppError Error => error;
}
