// The desk on a phone. Comfort only: both pages work as plain forms.
import { keepWhatIsNoted } from "./desk/noting.js";
import { showQueue } from "./desk/queue.js";
import { pointByCode } from "./desk/scanning.js";

const queue = showQueue(document);
pointByCode(document);
if (queue) keepWhatIsNoted(document, queue);
