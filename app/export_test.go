package app

// Sweep is one look at what is due, as the jobs have it done.
var Sweep = (*App).sweep

// LookAround is one look at clock, disk and progress, as it is taken every minute.
var LookAround = (*App).lookAround

// ProvePublicNow is one proof of the public address, as it is made every ten minutes.
var ProvePublicNow = (*App).provePublic

// SyncFrom is one look at what publishers have, as it is taken every hour, at addresses of our own.
var SyncFrom = (*App).syncFrom
