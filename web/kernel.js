// Loads the kernels that know fused multiply-add into the memory of the program, where this browser takes them and its processor
// multiplies and adds in one instruction. The program tries them before it trusts them.

/// `program` is the module as it was initialized, with its `memory`.
export async function load(memory, { kernel_room, take_kernel }) {
    try {
        const response = await fetch(new URL("kernel.wasm", import.meta.url));
        const bytes = await response.arrayBuffer();
        if (!response.ok || !WebAssembly.validate(bytes)) return false;
        const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
        instance.exports.__stack_pointer.value = kernel_room();
        globalThis.marginscopeKernel = { product: instance.exports.product };
        const taken = take_kernel();
        if (!taken) console.warn("the faster kernels give other bits here, and are not used");
        return taken;
    } catch (why) {
        console.warn(`the faster kernels cannot be had: ${why?.message ?? why}`);
        return false;
    }
}
