// Package wire holds what travels: between the server and the loader, between
// the panel and the server, and through the sayso command. Its JSON names are
// public.
package wire
