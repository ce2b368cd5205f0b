/** placeholder */
import type { Json } from "../core/lib/json.ts";
import type { Style } from "./style.ts";
export const suggestCommands = (_command: string): readonly string[] => [];
export const helpFor = (path: string): { human(style: Style): string; json(): Json } => ({
  human: () => path,
  json: () => path,
});
