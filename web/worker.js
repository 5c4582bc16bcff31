// Trains beside the page: a second instance of the same program, which the page sends along. They share no memory.
import init, { serve } from "./marginscope.js";

self.onmessage = async ({ data }) => {
    self.onmessage = null;
    try {
        await init({ module_or_path: data });
        serve();
    } catch (why) {
        self.postMessage(`${why?.message ?? why}`);
    }
};
