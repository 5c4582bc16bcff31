// Trains beside the page: a second instance of the same program, which the page sends along. They share no memory.
import init, * as program from "./marginscope.js";
import { load } from "./kernel.js";

self.onmessage = async ({ data }) => {
    self.onmessage = null;
    try {
        const { memory } = await init({ module_or_path: data });
        await load(memory, program);
        program.serve();
    } catch (why) {
        self.postMessage(`${why?.message ?? why}`);
    }
};
