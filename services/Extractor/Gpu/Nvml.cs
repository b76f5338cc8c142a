using System.Runtime.InteropServices;

namespace AttentionViz.Extractor.Gpu;

/// <summary>What NVIDIA's management library tells of the memory of GPUs. It comes with the driver: where it cannot be loaded there is no such GPU.</summary>
internal sealed unsafe class Nvml : IDisposable
{
    private const int Success = 0;

    private static readonly string[] Names = ["libnvidia-ml.so.1", "libnvidia-ml.so", "nvml.dll"];

    private readonly nint _library;
    private readonly delegate* unmanaged<int> _shutdown;
    private readonly delegate* unmanaged<nint, Memory*, int> _memoryInfo;
    private readonly List<nint> _devices = [];

    private Nvml(nint library)
    {
        _library = library;
        _shutdown = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlShutdown");
        _memoryInfo = (delegate* unmanaged<nint, Memory*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetMemoryInfo");
    }

    /// <summary>Null where there is no GPU, or its driver does not answer.</summary>
    public static Nvml? TryOpen()
    {
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            try
            {
                if (TryBegin(library) is { } nvml) return nvml;
            }
            catch (EntryPointNotFoundException)
            {
                // A library of that name that is something else.
            }

            NativeLibrary.Free(library);
        }

        return null;
    }

    /// <summary>Memory of each GPU by its index, in bytes; those that do not answer are left out.</summary>
    public IEnumerable<(int Index, long Used, long Total)> Read()
    {
        for (var index = 0; index < _devices.Count; index++)
            if (ReadOne(_devices[index]) is { } memory) yield return (index, (long)memory.Used, (long)memory.Total);
    }

    public void Dispose()
    {
        _ = _shutdown();
        NativeLibrary.Free(_library);
    }

    private static Nvml? TryBegin(nint library)
    {
        var init = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
        var count = (delegate* unmanaged<uint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetCount_v2");
        var handle = (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByIndex_v2");
        if (init() != Success) return null;
        var nvml = new Nvml(library);
        uint devices;
        if (count(&devices) != Success) devices = 0;
        for (uint index = 0; index < devices; index++)
        {
            nint device;
            if (handle(index, &device) == Success) nvml._devices.Add(device);
        }

        if (nvml._devices.Count > 0) return nvml;
        _ = nvml._shutdown();
        return null;
    }

    private Memory? ReadOne(nint device)
    {
        Memory memory;
        return _memoryInfo(device, &memory) == Success ? memory : null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
