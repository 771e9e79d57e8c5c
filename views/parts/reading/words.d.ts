// What views/parts/reading/__init__.py puts before the scripts.
declare const TERMS: Record<string, string>; // what the film's words mean, by word
declare const WORDS: Record<string, string[]>; // of each quantity of a unit: title, how to read it, scale
declare const ORDINALS: string[]; // of layers
