// Everything here is comfort: each page works without it.
import { keepAnswersAsOneGoes } from "./autosave.js";
import { readCalendars } from "./calendar.js";
import { focusErrorSummary } from "./error-summary.js";
import { previewChosenFiles } from "./file-preview.js";
import { submitFiltersOnChange } from "./filters.js";
import { followImport } from "./import-progress.js";
import { closeMenus } from "./menus.js";
import { searchAsOneChanges } from "./search.js";
import { submitOnce } from "./submit-once.js";

focusErrorSummary(document);
previewChosenFiles(document);
submitFiltersOnChange(document);
closeMenus(document);
submitOnce(document);
readCalendars(document);
searchAsOneChanges(document);
followImport(document);
keepAnswersAsOneGoes(document);
