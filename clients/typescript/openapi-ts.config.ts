import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: 'openapi.yaml', // the build puts it beside this file
  output: { path: 'src/api', module: { extension: '.js' } },
  logs: { level: 'warn' },
});
