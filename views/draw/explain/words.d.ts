// What views/draw/explain/__init__.py puts before the scripts.
declare const DOES: Record<string, string>; // what each kind of layer does, as HTML
