// A listing published from a phone. Comfort only: both pages work as plain forms.
import { typeCategory } from "./publishing/category.js";
import { countDetails } from "./publishing/details.js";
import { keepDraft } from "./publishing/draft.js";
import { sendPhotosAtOnce } from "./publishing/photos.js";

typeCategory(document);
sendPhotosAtOnce(document);
countDetails(document);
keepDraft(document);
