"""Jobs on a Dask cluster, for data that outgrow one machine; the only room that imports Dask."""
