// The outline icons of the sprite, by Tabler's names; `alias` entries are shorter names for the same drawing.
const NAMES = `
adjustments-horizontal alert-circle alert-octagon alert-triangle ambulance archive arrow-back-up arrow-down arrow-left
arrow-right arrow-up arrows-exchange award ban beach bell book briefcase building building-community building-hospital
building-skyscraper buildings bulb calendar calendar-event calendar-stats camera certificate chart-bar chart-dots
chart-line chart-pie check checklist chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-right
circle-check circle-x clipboard-check clipboard-list clock coin columns-3 contract copy dashboard database
database-import device-desktop dots dots-vertical download edit external-link eye eye-off file file-certificate
file-check file-export file-import file-spreadsheet file-text file-type-docx file-type-pdf files filter first-aid-kit
flag gavel gift git-merge heart heart-handshake helmet help-circle hierarchy-2 history home id id-badge-2 inbox
info-circle key link list list-check lock lock-open logout mail map-pin maximize medal medical-cross menu-2 message-2
moon news notes paperclip pencil phone photo plus printer refresh report report-analytics restore rosette scale school
search selector send settings shield shield-check shield-lock signature sitemap star stars stethoscope sun table
table-export table-import tag target target-arrow tools trash trending-down trending-up trophy upload user user-check
user-circle user-plus user-search users users-group wallet writing x
`;

export const icons = NAMES.trim().split(/\s+/);

export const aliases = {
  alert: "alert-triangle",
  chart: "chart-bar",
  info: "info-circle",
  help: "help-circle",
  tree: "sitemap",
  menu: "menu-2",
  columns: "columns-3",
  import: "table-import",
  export: "table-export",
  void: "ban",
};
