/// Marks on the timelines of streams: what programs and people have found there, and when.
package io.tidegate.gateway.mark;
