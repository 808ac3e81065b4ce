/// Single pictures of streams: what a browser, a player page or an analysis program asks for, made
/// of the key frame that the hub keeps, when somebody asks.
package io.tidegate.gateway.snapshot;
