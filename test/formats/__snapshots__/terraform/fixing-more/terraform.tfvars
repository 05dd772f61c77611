region = "eu-west-1"

name = "private-ecs"

s3_route_table_ids = [
  # app-a
  "rtb-0aaaaaaaaaaaaaaa1",
]

s3_2_route_table_ids = [
  # the VPC's main route table, used by every subnet without an explicit association
  "rtb-0bbbbbbbbbbbbbbb2",
]
