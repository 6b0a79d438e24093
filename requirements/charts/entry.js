/** What the dashboard's charts take of Observable Plot. `python3 dev.py charts` bundles it. */

export { axisX, axisY, barX, barY, dot, lineY, plot, rectX, rectY, ruleX, ruleY, text } from "@observablehq/plot";
