// Publishing on a phone: filled in next.
export {};
