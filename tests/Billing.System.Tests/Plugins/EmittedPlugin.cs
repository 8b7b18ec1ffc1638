using System.Reflection;
using System.Reflection.Emit;
using Billing.Sdk;

namespace Billing.System.Tests.Plugins;

/// <summary>Writes plugin assemblies of any kind into a folder, good ones and bad ones, without a compiler.</summary>
internal static class EmittedPlugin
{
    /// <summary>FOLDER/NAME/NAME.dll with one class for each adapter name, and the contract it claims.</summary>
    public static void Write(string folder, string name, int? contract, params string[] adapters)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        if (contract is { } version)
            assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(AdapterContractAttribute).GetConstructor([typeof(int)])!, [version]));
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        for (int i = 0; i < adapters.Length; i++) Class(module, $"Plugin{i}", adapters[i]);
        string place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        assembly.Save(Path.Combine(place, name + ".dll"));
    }

    private static void Class(ModuleBuilder module, string name, string adapter)
    {
        TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class | TypeAttributes.Sealed, typeof(object), [typeof(IAdapterPlugin)]);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        Method(type, "get_Name", typeof(string), [], code => code.Emit(OpCodes.Ldstr, adapter));
        Method(type, "Create", typeof(IServiceAdapter), [typeof(AdapterContext)], code => code.Emit(OpCodes.Ldnull));
        type.CreateType();
    }

    private static void Method(TypeBuilder type, string name, Type returns, Type[] takes, Action<ILGenerator> body)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig, returns, takes);
        ILGenerator code = method.GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
    }
}
