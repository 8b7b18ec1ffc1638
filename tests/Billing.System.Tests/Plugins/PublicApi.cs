using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Billing.System.Tests.Plugins;

/// <summary>All that an assembly shows to others, as sorted text.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler adds to every record says nothing about the contract.
    private static readonly string[] OfRecords = ["<Clone>$", "PrintMembers", "get_EqualityContract", "op_Equality", "op_Inequality", "Equals", "GetHashCode", "ToString", "Deconstruct"];

    public static string Of(Assembly assembly) =>
        string.Join('\n', assembly.GetExportedTypes().OrderBy(Name, StringComparer.Ordinal).SelectMany(Lines)) + "\n";

    private static IEnumerable<string> Lines(Type type)
    {
        IEnumerable<Type> parents = type.GetInterfaces().Where(i => i.Assembly == type.Assembly);
        if (type.BaseType is { } parent && parent.Assembly == type.Assembly) parents = parents.Prepend(parent);
        string inherits = string.Join(", ", parents.Select(Name).Order(StringComparer.Ordinal));
        yield return $"{Kind(type)} {Name(type)}{(inherits.Length > 0 ? " : " + inherits : "")}";
        foreach (string member in type.GetMembers(Declared).Select(Member).OfType<string>().Order(StringComparer.Ordinal)) yield return "  " + member;
    }

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true, IsPublic: true } value =>
            string.Create(CultureInfo.InvariantCulture, $"{value.Name} = {value.GetRawConstantValue()}"),
        ConstructorInfo made when Visible(made) && !IsCopy(made) => $"new({Parameters(made)})",
        PropertyInfo property when property.GetMethod is { } get && Visible(get) && property.Name != "EqualityContract" =>
            $"{Name(property.PropertyType)}{(Nullable(property) ? "?" : "")} {property.Name}{Brackets(property)} {{ get; {Writing(property)}}}",
        MethodInfo { IsSpecialName: false } method when Visible(method) && !OfRecords.Contains(method.Name) =>
            $"{Name(method.ReturnType)} {method.Name}{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "")}({Parameters(method)})",
        _ => null,
    };

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Writing(PropertyInfo property) => property.SetMethod is not { } set || !Visible(set) ? ""
        : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";

    private static bool IsCopy(ConstructorInfo made) => made.GetParameters() is [{ ParameterType: var only }] && only == made.DeclaringType;

    private static string Brackets(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } by ? $"[{string.Join(", ", by.Select(p => Name(p.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)}{(Nullable(p) ? "?" : "")} {p.Name}{(p.HasDefaultValue ? $" = {Default(p.DefaultValue)}" : "")}"));

    private static string Default(object? value) => value switch { null => "null", string text => $"\"{text}\"", _ => $"{value}" };

    private static bool Nullable(PropertyInfo property) =>
        !property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static bool Nullable(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (global::System.Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (!type.IsGenericType) return type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
