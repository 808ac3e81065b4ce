/// Where recordings and pictures are kept: named storage profiles, and the queue to them.
package io.tidegate.gateway.storage;
