import { defineConfig } from "vite";
import { applicationConfig } from "../vite_shared";

export default defineConfig(applicationConfig("operator", process.env.MILLWRIGHT_SERVER ?? "http://127.0.0.1:8080"));
