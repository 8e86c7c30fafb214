import { defineConfig } from "vite";
import { applicationConfig } from "../vite_shared";

export default defineConfig(applicationConfig("mes", process.env.MILLWRIGHT_SERVER ?? "http://127.0.0.1:8081"));
