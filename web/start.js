// Loads the program, says how far it is, and says so where this browser cannot run it.
import { load } from "./kernel.js";

const at = (id) => document.getElementById(id);

function say(text) {
    at("loading").hidden = true;
    at("says").textContent = text;
    at("says").hidden = false;
}

// A function of SIMD instructions; a browser that does not know them does not take it.
const simd = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

function lacks() {
    if (typeof WebAssembly !== "object" || !WebAssembly.validate(simd)) {
        return "WebAssembly with SIMD, which browsers have since 2021 (Safari since 2023)";
    }
    if (!document.createElement("canvas").getContext("webgl2")) {
        return "WebGL 2, which is what the figures are drawn with. It may be turned off, or this computer's graphics driver may be on the browser's list of those that it does not use";
    }
    return null;
}

async function fetched(name) {
    const response = await fetch(name);
    if (!response.ok) {
        throw new Error(`${name}: found ${response.status} ${response.statusText}, expected a part of the program`);
    }
    return response;
}

/// The program as it arrives, with the progress of that.
function counted(response, whole) {
    let arrived = 0;
    const count = new TransformStream({
        transform(part, to) {
            arrived += part.byteLength;
            at("progress").value = Math.min(1, arrived / whole);
            at("far").textContent = `${(arrived / 1e6).toFixed(1)} of ${(whole / 1e6).toFixed(1)} MB`;
            to.enqueue(part);
        },
    });
    return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
}

// The pictures of clothes, which are built in elsewhere. Here they come while the window stands already, and not gzipped: a host
// compresses them better.
const pictures = ["fashion-train-5000-images.packed", "fashion-t10k-1000-images.packed"];

/// Has the program hold them. Without them it trains whatever else there is, and says what is missing where it is asked for.
async function bring({ hold, all_held }) {
    const held = async (name) => hold(name, new Uint8Array(await (await fetched(name)).arrayBuffer()));
    for (const { reason } of await Promise.allSettled(pictures.map(held))) {
        if (reason) console.warn(`${reason.message ?? reason}`);
    }
    all_held();
}

async function run() {
    const lacking = lacks();
    if (lacking) {
        return say(`marginscope cannot run in this browser, for it lacks ${lacking}.`);
    }
    const canvas = at("window");
    const [program, response] = await Promise.all([import("./marginscope.js"), fetched("marginscope_bg.wasm")]);
    const { memory } = await program.default({ module_or_path: counted(response, Number(canvas.dataset.bytes)) });
    // For training between the frames, where no worker starts.
    await load(memory, program);
    await program.start(canvas);
    bring(program);
    at("loading").remove();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("first picture")));
}

run().catch((why) => {
    console.error(why);
    say(`marginscope could not start: ${why.message ?? why}`);
});
