first, second = edge_responses(camera)
show(one_kernel=first, the_other=second)
