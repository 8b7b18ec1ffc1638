using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Text.Json;
using Billing.Sdk;

namespace Billing.System.Tests.Plugins;

/// <summary>Writes plugin assemblies of any kind into a folder, good ones and bad ones, without a compiler.</summary>
internal static class EmittedPlugin
{
    private const TypeAttributes Class = TypeAttributes.Public | TypeAttributes.Class | TypeAttributes.Sealed;

    /// <summary>FOLDER/NAME/NAME.dll with one class for each adapter name, and the contract it claims.</summary>
    public static void Write(string folder, string name, int? contract, params string[] adapters) => Write(folder, name, contract, null, adapters);

    /// <summary>
    /// FOLDER/NAME/NAME.dll with one adapter and beside it LIBRARY.dll of that edition. Asked to create its adapter the plugin logs what its library says: the edition, and how
    /// often it was asked. It touches its configuration as well.
    /// </summary>
    public static void WriteWithLibrary(string folder, string name, string adapter, string library, string edition)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, library + ".dll");
        Library(file, library, edition);
        AssemblyLoadContext aside = new(null, isCollectible: true);
        using (MemoryStream image = new(File.ReadAllBytes(file)))
            Write(folder, name, AdapterContract.Version, aside.LoadFromStream(image).GetType("Shelf")!.GetMethod("Say"), adapter);
        aside.Unload();
    }

    private static void Write(string folder, string name, int? contract, MethodInfo? says, params string[] adapters)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        if (contract is { } version)
            assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(AdapterContractAttribute).GetConstructor([typeof(int)])!, [version]));
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        for (int i = 0; i < adapters.Length; i++) Plugin(module, $"Plugin{i}", adapters[i], says);
        string place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        assembly.Save(Path.Combine(place, name + ".dll"));
    }

    private static void Plugin(ModuleBuilder module, string name, string adapter, MethodInfo? says)
    {
        TypeBuilder type = module.DefineType(name, Class, typeof(object), [typeof(IAdapterPlugin)]);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        Method(type, "get_Name", typeof(string), [], code => code.Emit(OpCodes.Ldstr, adapter));
        Method(type, "Create", typeof(IServiceAdapter), [typeof(AdapterContext)], code =>
        {
            if (says is not null) Log(code, says);
            code.Emit(OpCodes.Ldnull);
        });
        type.CreateType();
    }

    // _ = context.Configuration; context.Log(Shelf.Say());
    private static void Log(ILGenerator code, MethodInfo says)
    {
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Callvirt, typeof(AdapterContext).GetProperty(nameof(AdapterContext.Configuration), typeof(JsonElement))!.GetMethod!);
        code.Emit(OpCodes.Pop);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Callvirt, typeof(AdapterContext).GetProperty(nameof(AdapterContext.Log))!.GetMethod!);
        code.Emit(OpCodes.Call, says);
        code.Emit(OpCodes.Callvirt, typeof(Action<string>).GetMethod("Invoke")!);
    }

    // public static class Shelf { private static int asked; public static string Say() => "EDITION, asked " + (++asked).ToString(); }
    private static void Library(string file, string name, string edition)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(edition) }, typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(name).DefineType("Shelf", Class | TypeAttributes.Abstract);
        FieldBuilder asked = type.DefineField("asked", typeof(int), FieldAttributes.Private | FieldAttributes.Static);
        ILGenerator code = type.DefineMethod("Say", MethodAttributes.Public | MethodAttributes.Static, typeof(string), []).GetILGenerator();
        code.Emit(OpCodes.Ldsfld, asked);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stsfld, asked);
        code.Emit(OpCodes.Ldstr, edition + ", asked ");
        code.Emit(OpCodes.Ldsflda, asked);
        code.Emit(OpCodes.Call, typeof(int).GetMethod(nameof(int.ToString), Type.EmptyTypes)!);
        code.Emit(OpCodes.Call, typeof(string).GetMethod(nameof(string.Concat), [typeof(string), typeof(string)])!);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        assembly.Save(file);
    }

    private static void Method(TypeBuilder type, string name, Type returns, Type[] takes, Action<ILGenerator> body)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig, returns, takes);
        ILGenerator code = method.GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
    }
}
