/**
 * No batch may grow beyond this when it is inflated: topics allow 4 MiB of compressed bytes, of which zstd
 * makes gigabytes, and a consumer has 300 MB. JSON events shrink 5 to 20 times.
 */
export const maxInflatedBytes = 96 * 1024 * 1024;
